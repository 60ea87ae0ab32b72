"""One file a format: each reads what people already have and gives back an Intake."""
