"""What the project costs in time and memory, measured against its budgets: `python -m benchmarks`."""
