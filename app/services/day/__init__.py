"""The day in the hall: who presents and speaks, what was decided, what the screen shows."""
