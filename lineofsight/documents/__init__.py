"""One report, several readers: templates, drafts, coverage, and what becomes of it."""
