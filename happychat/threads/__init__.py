"""The threads that talk to the database: one writer that commits in groups, a few readers.

Plain daemon threads, begun by first use, each with a connection it keeps. `database_sync_to_async` is one thread for
the whole process, and a ThreadPoolExecutor's waiting threads would block the autoreloader for ever.
"""

from happychat.threads.reading import READERS, Readers, only_read, readers, refuse_inside_transaction
from happychat.threads.writing import Job, Writer, answer, each_alone

__all__ = [
    "READERS",
    "Job",
    "Readers",
    "Writer",
    "answer",
    "each_alone",
    "only_read",
    "readers",
    "refuse_inside_transaction",
]
