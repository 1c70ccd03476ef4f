"""Who works on requests: accounts without passwords, their posts, and what they opened."""
