"""From the frozen list to the last ballot: keys, slips, the booth's questions, the board."""
