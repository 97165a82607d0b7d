"""The day in the hall: the desk at the door, who presents and speaks, what was decided, what the screen shows."""
