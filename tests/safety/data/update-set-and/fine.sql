UPDATE a SET b = 1, c = 2 WHERE d = 1 AND e = 2; UPDATE a SET b = (c = 1 AND d = 2), e = c > 1 AND d > 2; UPDATE a SET b = CASE WHEN c = 1 AND d = 2 THEN 1 END;
