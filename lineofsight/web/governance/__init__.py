"""The board's own business: its groups, meetings and decisions, what it asks for, challenges, is owed and fears."""
