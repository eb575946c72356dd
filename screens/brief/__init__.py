"""The architecture brief: its form beside the advice that it leads to."""
