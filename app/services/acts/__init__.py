"""What every act needs: who acts and when, the journal, official numbers, kept papers."""
