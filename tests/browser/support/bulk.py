"""Long conversations, made in the database: nobody types ten thousand messages."""

from __future__ import annotations

from tests.blackbox.support.cast import Site


def fill(site: Site, chat: str, upto: int) -> None:
    """Copy the newest message of a chat until it has `upto`, each with its number and a length of its own."""
    with site.server.database() as database:
        columns = [column for _, column, *_ in database.execute("PRAGMA table_info(chat_message)") if column != "id"]
        made = {"seq": "n", "version": "n + 1000", "client_id": "'bulk-' || n", "body": BODY}
        values = ", ".join(made.get(column, column) for column in columns)
        database.execute(
            f"""WITH RECURSIVE numbers(n) AS (
                SELECT last_seq + 1 FROM chat_conversation WHERE id = :id
                UNION ALL SELECT n + 1 FROM numbers WHERE n < :upto
            ), newest AS (SELECT * FROM chat_message WHERE conversation_id = :id ORDER BY seq DESC LIMIT 1)
            INSERT INTO chat_message({", ".join(columns)})
            SELECT {values} FROM numbers, newest""",
            {"id": int(chat[1:]), "upto": upto},
        )
        database.execute(
            "UPDATE chat_conversation SET last_seq = :upto, version = :upto + 1000 WHERE id = :id",
            {"id": int(chat[1:]), "upto": upto},
        )


BODY = "'number ' || n || substr(replace(hex(zeroblob(100)), '00', ' and so on'), 1, n % 7 * 60)"
