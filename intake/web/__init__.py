"""The edge that every page shares: gate, headers, errors, markup."""
