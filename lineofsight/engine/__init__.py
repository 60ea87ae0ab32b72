"""What is true of the data: no web, no users, no clock, no network."""
