SELECT 'it;
/* never closed