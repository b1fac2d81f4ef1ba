"""What partner staff type: for each step one form, with errors that say what to do."""
