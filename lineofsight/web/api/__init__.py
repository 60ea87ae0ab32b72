"""Figures for other systems: a read-only API, and the tokens with which an agency's system asks it."""
