VACUUM; SELECT 'load_extension(1)'; SELECT readable FROM a; DETACH o;
