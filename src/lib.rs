//! gonogo sorts the open work of a launch in the open and keeps every decision in git.
