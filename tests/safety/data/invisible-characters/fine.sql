-- café   is fine in comments
SELECT '10 €', '👨‍👩';
