"""Happy Chat from outside: a server process, HTTP and sockets, nothing imported from the project."""
