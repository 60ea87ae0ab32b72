"""What a row says of a file that is kept with it."""

from django.db.models import Q


def named_and_digested() -> Q:
    """A name and a digest, or neither."""
    return Q(file="", sha256="") | ~Q(file="") & ~Q(sha256="")
