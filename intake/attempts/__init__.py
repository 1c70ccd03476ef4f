"""How often anybody may try something: rules, who is counted as one, and the count all share."""
