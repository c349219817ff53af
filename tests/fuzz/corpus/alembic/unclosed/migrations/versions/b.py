"""no end
revision = "aaaa"
