codes! {}
