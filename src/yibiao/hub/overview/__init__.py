"""How the city, a plan, a task or a unit stands: reads only, over what an actor may see."""
