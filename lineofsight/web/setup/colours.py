"""Colours on which white words can be read."""

import re

READABLE = 4.5  # how far a colour stands out from white words, at the least


def wrong_with_colour(said: str) -> str:
    """Why white words cannot stand on a colour, or why it is none; empty where they can."""
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", said):
        return "write a colour such as #12436d."
    if contrast_with_white(said) < READABLE:
        return "white words on it could not be read by everyone: choose a darker colour."
    return ""


def contrast_with_white(colour: str) -> float:
    """How much a colour stands out from white, as WCAG 2 counts it: 1 to 21."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)
