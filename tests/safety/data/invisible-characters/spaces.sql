-- expect: 1 blocks 4:7
-- expect: 1 blocks 4:16
-- expect: 2 blocks
SELECT 1, 'a ' ​; SELECT a﻿ FROM b;
