"""What the figures say to whoever may see them: dashboard, an indicator's page, targets and commentary."""
