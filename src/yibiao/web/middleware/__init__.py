"""What happens to every request: its id, its language, safe headers, and the end of sessions that have lain idle."""
