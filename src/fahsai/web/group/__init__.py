"""The pages of a group: its legal entities, what is held of them, and its years."""
