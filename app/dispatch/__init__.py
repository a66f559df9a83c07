"""Who gets which case: rules that anybody can read, the board, and letters to bodies outside. Handling makes the moves."""
