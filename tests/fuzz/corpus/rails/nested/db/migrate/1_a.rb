class A
  def change
    execute <<~
