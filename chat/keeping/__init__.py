"""What a person keeps for themselves: favourites, reminders, and messages to be sent later."""
