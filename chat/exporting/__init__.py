"""What people take with them: their conversations as pages, data and files, in one archive."""
