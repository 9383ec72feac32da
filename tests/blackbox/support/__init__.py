"""What the tests outside use: the server as a command, browsers, sockets and a client of their own."""
