"""A made-up county: its children, the returns that are written of them, and the truth about them."""
