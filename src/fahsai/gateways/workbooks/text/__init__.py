"""Tables in text files (CSV and its relatives): coding, separator and decimal sign are guessed."""
