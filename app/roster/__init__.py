"""Who the city works with: the tree of units, who belongs to them, who is on duty when, and the chiefs of road segments."""
