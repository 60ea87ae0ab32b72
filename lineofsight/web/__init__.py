"""What people do about what the data say: the web application, one small app a part of the board's work."""
