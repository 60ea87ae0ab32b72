"""Reports held against the record in a browser: what their sentences could rest on, and what became of each."""
