"""What the documents say about the process."""
