"""The year's agreed dataset on its way in: who sends what by when, what is late, and what became of what came."""
