"""What the words of a sentence say by themselves: its numbers and its times. No data, no tags, no engine."""
