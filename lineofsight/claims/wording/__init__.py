"""Which words claim what, and the tests that bear them out. The words are data: rules.toml."""
