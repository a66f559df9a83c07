"""How long evidence is kept, and how it is destroyed when its time is over."""
