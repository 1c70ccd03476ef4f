"""The handbook to hand over: chapters, paths, services and councils as one printed book."""
