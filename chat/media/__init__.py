"""Files: of what type they are, what they are called, which part of one is asked for, which message has them."""
