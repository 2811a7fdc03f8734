"""The pure rules of points: the tariff, amounts and splits, periods and scores."""
