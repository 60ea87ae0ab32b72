"""Files that agencies send: uploading them, what became of each row, and the work that follows."""
