"""The register: what each room tells the house about its kinds of record, and what can be asked of all of them."""
