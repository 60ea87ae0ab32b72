"""What the public may read: indicators agreed for publication, and the static site made of them."""
