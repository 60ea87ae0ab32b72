"""The application as a whole: its settings, addresses, layout, and how it is served."""
